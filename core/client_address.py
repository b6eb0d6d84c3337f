"""Where a request came from, as far as it can be believed."""

import ipaddress
from functools import cache, lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def client_address(request: HttpRequest) -> Address | None:
    """The nearest address that is not one of TRUSTED_PROXIES; None when it is none at all.

    `X-Forwarded-For` is read from the right, since everything left of a trusted proxy's own
    entry can be made up. Never raises.
    """
    nearest = _parse(request.META.get("REMOTE_ADDR", ""))
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while hops and _is_trusted(nearest):
        farther = _parse(hops.pop())
        if farther is None:
            break
        nearest = farther
    return nearest


def client_network(request: HttpRequest) -> str:
    """The /24 or /48 the request came from, what an office may share; "" when unknown."""
    address = client_address(request)
    return "" if address is None else _network_of(address)


@lru_cache(maxsize=4096)
def _network_of(address: Address) -> str:
    prefix = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network((address, prefix), strict=False))


def _is_trusted(address: Address | None) -> bool:
    trusted = _networks(tuple(settings.TRUSTED_PROXIES))
    return address is not None and any(address in network for network in trusted)


@cache
def _networks(proxies: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(proxy.strip(), strict=False) for proxy in proxies)


@lru_cache(maxsize=4096)  # reading an address costs the sign path more than sealing a person
def _parse(text: str) -> Address | None:
    """An address, perhaps with a port; an IPv4 address in IPv6 form is the IPv4 address."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
