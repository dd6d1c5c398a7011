inherit shown
# Reading a variable may leave its removes with the override it chose.
X:a:b = "1 2 3"
X:a:b:remove = "1"
X:remove = "2"
do_first[vardepvalue] = "${@d.getVar('X')}${@d.getVar('X:a')}"
addtask first
SHOWN = "X:a"
