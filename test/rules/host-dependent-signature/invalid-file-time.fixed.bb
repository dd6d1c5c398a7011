WRITTEN := "${@'%d' % os.path.getmtime(d.getVar('FILE'))}"
do_magictask() {
    echo ${WRITTEN}
}
do_magictask[vardepsexclude] += "WRITTEN"
addtask magictask
