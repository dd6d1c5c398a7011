READ_BY_FIRST = "1"
READ_BY_HOLDER = "h"
READ_BY_LAMBDA = "l"
READ_BY_SECOND[flag] = "2"
READ_PRIVATELY = "p"
LISTED = "one"
EXCLUDED_BY_CONF = "x"
KEPT = "k"
NEVER = "n"
def metadata_function(d):
    return "m"
python do_read() {
    casemods.first.read(d)
}
addtask read
python do_calls() {
    casemods.first.calls(d)
}
addtask calls
python do_class() {
    casemods.first.Holder().get(d)
}
addtask class
python do_asks() {
    casemods.first.asks(d)
}
addtask asks
python do_made() {
    casemods.first.made(d)
}
addtask made
python do_unknown() {
    casemods.first.not_there(d)
    casemods.first.join("a")
    casemods.first._private(d)
}
addtask unknown
python do_excluding() {
    casemods.excluded.excluding(d)
}
addtask excluding
do_inline() {
    echo ${@casemods.first.read(d)} ${@morecasemods.only.it(d)}
}
addtask inline
do_key[vardeps] = "casemods.second.unused"
addtask key
V = "${@re.sub('a', 'b', 'aa')}"
do_global[vardeps] = "V"
addtask global
def wrapper(d):
    return casemods.first.asks(d)
python do_wrapped() {
    wrapper(d)
}
addtask wrapped
