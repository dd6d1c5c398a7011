SUMMARY = "fixture"
LICENSE = "MIT"

WORDS = "one"
WORDS:append = " two"
RDEPENDS:${PN} = "hello"
# A flag and a weak default may be called so, and a name may end in another word.
WORDS[my_append] = "1"
CAN_remove ??= "1"
DO_APPENDIX = "1"
do_magictask() {
    # BB_HASHBASE_WHITELIST and WORDS_append in a text are no names.
    echo ${WORDS} RDEPENDS_x
}
addtask magictask
