# The image: Python packages, translations, web app, wheel, and last a small stage that runs as a user without rights.
# tests/build/test_image.py carries out these same steps without a container engine; it understands FROM, WORKDIR, COPY, ENV
# and RUN. Paths below /src and /opt are mapped to a temporary folder there.

FROM python:3.11-slim-bookworm AS packages
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv --without-pip /opt/app && python -m pip --python /opt/app/bin/python install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

FROM packages AS messages
COPY backend backend
COPY content content
COPY tools tools
COPY translations translations
COPY pwa/src/core/i18n pwa/src/core/i18n
RUN /opt/app/bin/python -m tools.i18n compile

FROM node:24-bookworm-slim AS pwa
WORKDIR /src
COPY pwa/package.json pwa/package-lock.json pwa/.npmrc pwa/
RUN npm --prefix pwa ci --no-audit --no-fund
COPY content content
COPY translations translations
COPY pwa pwa
COPY --from=messages /src/pwa/src/core/i18n pwa/src/core/i18n
RUN npm --prefix pwa run build

FROM messages AS wheel
COPY requirements-build.lock ./
RUN python -m venv --without-pip /opt/build && python -m pip --python /opt/build/bin/python install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY migrations migrations
COPY --from=pwa /src/pwa/dist pwa/dist
RUN /opt/build/bin/python -m hatchling build -t wheel -d dist
RUN python -m pip --python /opt/app/bin/python install --no-cache-dir --disable-pip-version-check --no-deps --no-index dist/*.whl

FROM python:3.11-slim-bookworm AS run
RUN useradd --system --uid 10001 --home-dir /data --create-home app
COPY --from=wheel /opt/app /opt/app
ENV PATH=/opt/app/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 APP_HOST=0.0.0.0 APP_DATABASE_URL=sqlite:////data/app.db
USER app
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ.get('APP_PORT', '8000')}/health/ready\", timeout=4)"]
ENTRYPOINT ["krefeld"]
CMD ["serve"]
