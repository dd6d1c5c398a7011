# An old BitBake ends inline Python at the first brace.
inherit shown
I1 = "${@{'k': 1}['k']} ${@{}}"
SHOWN = "I1"
