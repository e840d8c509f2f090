/* Makes a disk slow: each sync takes five seconds while the file SLOW_WHILE is there. */

#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static int slowly(long call, int file) {
    const char *flag = getenv("SLOW_WHILE");
    if (flag && access(flag, F_OK) == 0)
        sleep(5);
    return (int)syscall(call, file);
}

int fsync(int file) { return slowly(SYS_fsync, file); }

int fdatasync(int file) { return slowly(SYS_fdatasync, file); }
