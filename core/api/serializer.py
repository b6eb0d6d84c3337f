"""What every request body has in common. Serializers parse and present; rules are in services."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError


class StrictSerializer(serializers.Serializer):
    """Refuses fields it does not know: a misspelt or forbidden one is not lost in silence."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                message = "There is no such field here."
                raise ValidationError(
                    {
                        str(name): [serializers.ErrorDetail(message, "unknown_field")]
                        for name in unknown
                    }
                )
        return super().to_internal_value(data)
