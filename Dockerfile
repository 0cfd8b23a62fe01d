# The programs that handbill needs, for a computer that has Docker and nothing else: docs/start.md says how to use it.
# The project's folder is mounted at /handbill, so that sources and pieces stay on the computer.
FROM debian:bookworm-slim

# setup.sh alone knows which packages are needed, and installs them here as on any Debian.
COPY setup.sh requirements.lock /opt/handbill/
ENV PIP_NO_CACHE_DIR=1
RUN sh /opt/handbill/setup.sh && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/handbill/.venv/bin:$PATH

# The first person of a Linux computer, or of WSL, has this number too, and then owns the pieces.
RUN useradd --uid 1000 --create-home handbill
USER handbill
WORKDIR /handbill
CMD ["doit"]
