do_shell() {
    echo ${GREETING} ${EMPTY_ONE} ${NOT_PASSED}
}
addtask shell
do_values[vardepvalue] = "${GREETING}|${EMPTY_ONE}|${NOT_PASSED}|${HOME}|${USER}|${LOGNAME}|${LC_ALL}|${MACHINE}"
addtask values
do_original[vardepvalue] = "${@d.getVar('BB_ORIGENV', False).getVar('NOT_PASSED', False)} ${@d.getVar('BB_ORIGENV', False).getVar('GREETING', False) is None}"
addtask original
do_exported[vardepvalue] = "${@sorted(name for name in d.keys() if d.getVarFlag(name, 'export', False) and name not in ('BBPATH', 'PWD'))}"
addtask exported
do_user[vardepvalue] = "${@os.getuid() > 0}"
addtask user
