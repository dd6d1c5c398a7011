do_compile() {
    echo "${WORKER_SEEN}"
}
