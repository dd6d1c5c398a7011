do_compile() {
    echo "${WORKER_DEFERRED}"
}
