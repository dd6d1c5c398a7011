DATE := "${@time.strftime('%Y%m%d', time.gmtime())}"
PV = "1.0"
do_magictask() {
    :
}
addtask magictask
