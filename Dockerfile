# syntax=docker/dockerfile:1
# docker buildx build --platform linux/amd64,linux/arm64 --build-arg VERSION=0.1.0 --build-arg REVISION=$(git rev-parse HEAD) .

# The build runs on the builder's own architecture and links for the target's: .NET is not supported under emulation.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble-aot AS build
ARG BUILDARCH
ARG TARGETARCH
# For the other architecture the linker needs that architecture's C library and zlib, which Ubuntu keeps on two mirrors.
RUN <<'SCRIPT'
    set -eu
    case "$BUILDARCH-$TARGETARCH" in
        amd64-amd64 | arm64-arm64) exit 0 ;;
        amd64-arm64) mirror=http://ports.ubuntu.com/ubuntu-ports/ toolchain=gcc-aarch64-linux-gnu ;;
        arm64-amd64) mirror=http://archive.ubuntu.com/ubuntu/ toolchain=gcc-x86-64-linux-gnu ;;
        *) echo "cannot build for $TARGETARCH on $BUILDARCH" >&2; exit 1 ;;
    esac
    sed -i "/^Signed-By/a Architectures: $BUILDARCH" /etc/apt/sources.list.d/ubuntu.sources
    cat > /etc/apt/sources.list.d/target.sources <<SOURCES
Types: deb
URIs: $mirror
Suites: noble noble-updates
Components: main
Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg
Architectures: $TARGETARCH
SOURCES
    dpkg --add-architecture "$TARGETARCH"
    apt-get update
    apt-get install -y --no-install-recommends "$toolchain" "zlib1g-dev:$TARGETARCH"
    rm -rf /var/lib/apt/lists/*
SCRIPT
WORKDIR /repository
COPY . .
ARG VERSION=0.1.0
# The commit, which the build cannot see: .git is not let through to it.
ARG REVISION=
# The command that .ci/run publishes and tests with, and which build this is.
RUN <<'SCRIPT'
    set -eu
    case "$TARGETARCH" in
        amd64) arch=x64 ;;
        arm64) arch=arm64 ;;
    esac
    dotnet publish src/CmpPromoter -c Release -r linux-$arch -o artifacts/linux-$arch "-p:Version=$VERSION" "-p:SourceRevisionId=$REVISION"
    install -D -m 0755 artifacts/linux-$arch/cmp-promoter /out/cmp-promoter
SCRIPT

# The version that Argo CD 3.5 renders with itself, so that taking an application over changes none of its bytes.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble-aot AS kustomize
ARG TARGETARCH
ARG KUSTOMIZE_VERSION=5.8.1
ARG KUSTOMIZE_SHA256_AMD64=029a7f0f4e1932c52a0476cf02a0fd855c0bb85694b82c338fc648dcb53a819d
ARG KUSTOMIZE_SHA256_ARM64=0953ea3e476f66d6ddfcd911d750f5167b9365aa9491b2326398e289fef2c142
RUN <<'SCRIPT'
    set -eu
    case "$TARGETARCH" in
        amd64) sha256=$KUSTOMIZE_SHA256_AMD64 ;;
        arm64) sha256=$KUSTOMIZE_SHA256_ARM64 ;;
    esac
    file=kustomize_v${KUSTOMIZE_VERSION}_linux_$TARGETARCH.tar.gz
    releases=https://github.com/kubernetes-sigs/kustomize/releases/download
    curl --fail --silent --show-error --location --remote-name "$releases/kustomize%2Fv$KUSTOMIZE_VERSION/$file"
    echo "$sha256  $file" | sha256sum --check --strict
    mkdir /out
    tar --extract --gzip --file "$file" --directory /out kustomize
SCRIPT

# The distribution whose C library the binary was linked against. Not distroless: kustomize runs git for remote bases, and git ssh for some.
FROM ubuntu:24.04
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates git openssh-client tini \
    && rm -rf /var/lib/apt/lists/* \
    # Argo CD's own user; cmp-server's socket and files belong to it.
    && groupadd --gid 999 argocd \
    && useradd --uid 999 --gid 999 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin argocd \
    # Where the pod mounts cmp-server and its socket.
    && mkdir -p /var/run/argocd /home/argocd/cmp-server/plugins /etc/cmp-promoter
COPY --from=kustomize /out/kustomize /usr/local/bin/kustomize
COPY --from=build /out/cmp-promoter /usr/local/bin/cmp-promoter
COPY LICENSE /usr/share/doc/cmp-promoter/LICENSE
COPY plugin.yaml /home/argocd/cmp-server/config/plugin.yaml
# The root file system may be read-only: what git and kustomize keep in a home goes to the pod's own /tmp.
ENV HOME=/tmp
WORKDIR /tmp
# By number, so that runAsNonRoot can be checked.
USER 999:999
# tini, because cmp-server as the first process reaps nothing: orphans would fill the pod's process limit.
ENTRYPOINT ["/usr/bin/tini", "--", "/var/run/argocd/argocd-cmp-server"]
# cmp-server answers on a unix socket only, and Kubernetes does not read this; a check of the binary would prove nothing.
HEALTHCHECK NONE
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="cmp-promoter" \
    org.opencontainers.image.description="Argo CD plugin: promotes an overlay's images into the environment's own registry as a part of rendering" \
    org.opencontainers.image.licenses="Apache-2.0" \
    org.opencontainers.image.version="$VERSION" \
    org.opencontainers.image.revision="$REVISION" \
    org.opencontainers.image.base.name="docker.io/library/ubuntu:24.04"
