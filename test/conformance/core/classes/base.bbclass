# What every recipe has: three tasks in a row.
inherit_marker = "base"

do_unpack() {
    :
}
addtask unpack

do_build() {
    :
}
do_build[noexec] = "1"
addtask build after do_compile

base_do_compile() {
    if [ -e Makefile ]; then
        ${CC} -o ${BPN} main.c
    fi
}
EXPORT_FUNCTIONS do_compile
addtask compile after do_unpack
