# One image for web, worker, beat and commands: `docker-compose.yml` says which runs what.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /app
COPY requirements.lock .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/muster muster
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/var/lib/muster \
    STATIC_ROOT=/app/staticfiles
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
# DEBUG lets this one step make throw-away secrets, in a folder that is thrown away with it.
RUN DEBUG=on DATA_DIR=/tmp/build python manage.py collectstatic --noinput && rm -rf /tmp/build
USER muster
EXPOSE 8000
CMD ["python", "-m", "config.run", "web"]
