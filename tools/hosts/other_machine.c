/* What makes one machine another to the programs on it, as far as no namespace can: the clock, the kernel's release, the processors.
 *
 * `two_hosts.py` compiles it with CLOCK_OFFSET (seconds), and for another machine with KERNEL and PROCESSORS as well, and names it in
 * an /etc/ld.so.preload that only the processes of one mount namespace see.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *moment)
{
    static int (*original)(clockid_t, struct timespec *);
    if (!original) original = dlsym(RTLD_NEXT, "clock_gettime");
    int status = original(clock, moment);
    if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) moment->tv_sec += CLOCK_OFFSET;
    return status;
}

int gettimeofday(struct timeval *moment, void *zone)
{
    static int (*original)(struct timeval *, void *);
    if (!original) original = dlsym(RTLD_NEXT, "gettimeofday");
    int status = original(moment, zone);
    if (status == 0) moment->tv_sec += CLOCK_OFFSET;
    return status;
}

time_t time(time_t *moment)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (moment) *moment = now.tv_sec;
    return now.tv_sec;
}

#ifdef KERNEL
int uname(struct utsname *names)
{
    static int (*original)(struct utsname *);
    if (!original) original = dlsym(RTLD_NEXT, "uname");
    int status = original(names);
    if (status == 0) {
        strcpy(names->release, KERNEL);
        strcpy(names->version, "#99 SMP " KERNEL);
    }
    return status;
}

long sysconf(int name)
{
    static long (*original)(int);
    if (!original) original = dlsym(RTLD_NEXT, "sysconf");
    return name == _SC_NPROCESSORS_ONLN || name == _SC_NPROCESSORS_CONF ? PROCESSORS : original(name);
}
#endif
