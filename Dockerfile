# Tasklark in a container. Give it a DATABASE_URL, or a volume at /data for its own PostgreSQL.

FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ONLY_BINARY=:all: PIP_ROOT_USER_ACTION=ignore
WORKDIR /source
COPY requirements/ requirements/
RUN python -m venv --without-pip /opt/tasklark \
    && pip install --require-hashes -r requirements/build.lock \
    && pip --python /opt/tasklark install --require-hashes -r requirements/runtime.lock
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY docs/openapi.json docs/
COPY web/ web/
COPY src/ src/
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheel . \
    && pip --python /opt/tasklark install --no-deps /wheel/*.whl \
    && /opt/tasklark/bin/python -m compileall -q /opt/tasklark

FROM python:3.13-slim
RUN install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /opt/tasklark /opt/tasklark
ENV PATH=/opt/tasklark/bin:$PATH HOST=0.0.0.0 PORT=8000 TASKLARK_DATA=/data HOME=/data
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["python", "-c", "from os import environ; from urllib.request import urlopen; urlopen(f'http://127.0.0.1:{environ[\"PORT\"]}/health', timeout=2)"]
CMD ["tasklark", "serve"]
