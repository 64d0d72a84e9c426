# The product as an image. Its steps are those of `make run` on a fresh machine: the same scripts, the same lock file.
# Any Debian with Python 3.11 or 3.12 serves as the base.
ARG BASE=python:3.11-slim

FROM ${BASE} AS build
WORKDIR /opt/lexheller
COPY .ci/system-packages .ci/venv .ci/
COPY .ci/lock/build.txt .ci/lock/run.txt .ci/lock/
COPY pyproject.toml README.md ./
COPY models/ models/
COPY backend/ backend/
COPY digests/ digests/
COPY bot/ bot/
RUN .ci/venv run \
    && .venv/bin/python -m compileall -q models backend digests bot \
    && .venv/bin/lexheller categories prepare \
    && .venv/bin/python -m pip uninstall --quiet --yes --root-user-action=ignore setuptools pip

FROM ${BASE}
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="lexheller" \
      org.opencontainers.image.description="Lex Heller in Teams: where samverkan broke down, told, answered and summarised" \
      org.opencontainers.image.version="${VERSION}"
COPY .ci/system-packages /opt/lexheller/.ci/
RUN /opt/lexheller/.ci/system-packages run \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin lexheller \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /opt/lexheller /opt/lexheller
# The root file system may be read-only: the product writes to /data, and WeasyPrint's fonts are cached in /tmp.
ENV PATH=/opt/lexheller/.venv/bin:${PATH} \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/tmp \
    LEXHELLER_HOST=0.0.0.0 \
    LEXHELLER_PORT=3978 \
    LEXHELLER_DATA_DIR=/data
WORKDIR /data
VOLUME ["/data"]
EXPOSE 3978
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ['LEXHELLER_PORT']}/healthz\", timeout=3)"]
ENTRYPOINT ["lexheller"]
CMD ["serve"]
