DATE := "${@time.strftime('%Y%m%d', time.gmtime())}"
PV = "1.0+${DATE}"
^^^^^^^^^^^^^^^^^^ `do_configure` does not find its stamp again: `PF` in its name is `magic-1.0+19700101-r0` in one run and `magic-1.0+19710425-r0` in the next, with the same hash; keep `DATE` out of it; also for `do_compile`, `do_install`, `do_magictask`
do_magictask() {
    :
}
addtask magictask
