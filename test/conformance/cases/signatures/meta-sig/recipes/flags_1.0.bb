# Flags that steer dependencies.
A = "a ${B}"
B = "b ${C}"
C = "c"
D = "d"
IGNORED = "ignored ${NOT_FROM_HERE}"
NOT_FROM_HERE = "n"
do_vardeps[vardeps] = "A ${WHICH} missing_variable"
WHICH = "D"
addtask vardeps
A2 = "${B} ${D} ${IGNORED}"
A2[vardepsexclude] = "D"
do_exclude() {
    echo ${A2} ${B} ${TIME_LIKE}
}
do_exclude[vardepsexclude] = "TIME_LIKE ${NAMED}"
NAMED = "B"
addtask exclude
A3 = "${@d.getVar('B')} computed"
A3[vardepvalue] = "fixed ${C}"
do_value[vardeps] = "A3"
addtask value
A4 = "one|two|three in ${B}"
A4[vardepvalueexclude] = "|one|in ${B}"
do_valueexclude[vardeps] = "A4 A5"
A5 = "x${TUNE}x"
A5[vardepvalueexclude] = "x"
addtask valueexclude
do_both[vardeps] = "B D"
do_both[vardepsexclude] = "B"
addtask both
do_funcs() {
    :
}
do_funcs[prefuncs] = "before ${ALSO}"
do_funcs[postfuncs] += "after"
do_funcs[exports] = "D"
ALSO = "also_before"
before() {
    echo ${C}
}
python also_before() {
    d.getVar("D")
}
after() {
    :
}
addtask funcs
do_ordinary[umask] = "022"
do_ordinary[dirs] = "${B}"
do_ordinary[network] = "1"
do_ordinary[file-checksums] = "${D}:True"
do_ordinary[own] = "a ${D}"
do_ordinary[contains] = "${@bb.utils.contains('DISTRO_FEATURES', 'alpha', 'y', 'n', d)}"
do_ordinary[empty] = ""
do_ordinary[weak] ??= "weak flag"
addtask ordinary
PACKAGECONFIG[x] = "--with-x,--without-x,libx"
PACKAGECONFIG = "x"
do_config[vardeps] = "PACKAGECONFIG"
addtask config
do_flagkey[vardeps] = "PACKAGECONFIG[x] B[none] do_ordinary[own]"
addtask flagkey
python do_flagread() {
    d.getVarFlag("PACKAGECONFIG", "x")
    d.getVarFlag("do_ordinary", "own", True)
    d.getVarFlag("A", name)
}
addtask flagread
do_self() {
    do_self_called
}
do_self_called() {
    do_self
}
addtask self
do_circular[vardeps] = "L1"
L1 = "1"
L1[vardeps] = "L2"
L2 = "2"
L2[vardeps] = "L1 do_circular"
addtask circular
_private = "leading underscore"
__hidden = "two of them"
do_underscore[vardeps] = "_private __hidden"
addtask underscore
do_empty_value[vardepvalue] = ""
do_empty_value() {
    echo not hashed ${C}
}
addtask empty_value
do_nothing[noexec] = "1"
addtask nothing
