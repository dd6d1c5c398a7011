SUMMARY = "a digest, which is the same everywhere"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('hashlib').sha256(b'leaks').hexdigest()}"
do_compile() {
    echo "${VALUE}"
}
