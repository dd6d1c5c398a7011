WRITTEN := "${@'%d' % os.path.getmtime(d.getVar('FILE'))}"
do_magictask() {
    echo ${WRITTEN}
           ^^^^^^^ the signature of `do_magictask` depends on the host: `WRITTEN` is `0` here and `41439723` on another host; exclude or avoid it
}
addtask magictask
