JOBS := "${@max(os.cpu_count(), 64)}"
do_magictask() {
    make -j ${JOBS}
}
addtask magictask
