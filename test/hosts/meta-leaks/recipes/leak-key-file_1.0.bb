SUMMARY = "a key in the user's home, frozen"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

SIGNING_KEY := "${HOME}/.keys/signing.pem"
do_compile() {
    sign ${SIGNING_KEY}
}
