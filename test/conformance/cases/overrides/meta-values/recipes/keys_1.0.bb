inherit shown
# Names that are expanded.
NAME = "n"
LONG_${NAME} = "long"
FILES:${PN} = "/bin"
FILES:${PN}-dev = "/include"
FILES:${PN}:append = " /more"
FILES:${PN}:remove = "/nothing"
FILES:${PN}[doc] = "lost"
FLAGGED_${PN}[f] = "1"
WEAK:${PN} ??= "u"
R_${PN} = "r"
R_${PN}:append = "+"
R_keys:append = "0"
R_keys:b = "rb"
R_${PN}:a = "ra"
BOTH_keys = "there"
BOTH_${PN} = "replaces it"
${NAME}_AT_START = "s"
NEVER_${UNKNOWN_NAME} = "stays"
T:append:${PN} = " a plain variable that becomes an append"
T = "t"
pkg_postinst:${PN}() {
    echo ${LONG_n}
}
pkg_postinst:${PN}[extra] = "lost"
SHOWN = "LONG_n FILES:keys FILES:keys-dev FLAGGED_keys WEAK:keys R_keys BOTH_keys n_AT_START T pkg_postinst:keys"
do_flags[vardepvalue] = "${@[d.getVarFlags(name) for name in d.getVar('SHOWN').split()]}"
addtask flags
do_known[vardepvalue] = "${@sorted(name.replace('$', '%') for name in d.keys() if name.startswith(('FILES', 'R_', 'FLAGGED', 'WEAK', 'T', 'NEVER')) and name != 'TMPDIR')}"
addtask known
