WORKER_DEFERRED[vardepsexclude] = "BB_WORKERCONTEXT"
do_compile() {
    echo "${WORKER_DEFERRED}"
}
