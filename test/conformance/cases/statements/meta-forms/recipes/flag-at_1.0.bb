# An old BitBake has no such names of flags.
FLAGGED[a@b] = "at"
do_flags[vardepvalue] = "${@sorted(d.getVarFlags('FLAGGED').items())}"
addtask flags
