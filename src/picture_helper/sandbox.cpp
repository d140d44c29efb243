#include "picture_helper/sandbox.hpp"

#include <cerrno>
#include <grp.h>
#include <linux/sched.h>
#include <memory>
#include <seccomp.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace ombud::picture_helper {

namespace {

void require(bool fine, char const* what) {
    if (!fine) throw std::runtime_error(what);
}

void bound(decltype(RLIMIT_AS) what, rlim_t most) {
    rlimit const limit{most, most};
    require(::setrlimit(what, &limit) == 0, "setrlimit");
}

void become_nobody() {
    constexpr uid_t nobody = 65534;
    require(::chdir("/") == 0 && ::setgroups(0, nullptr) == 0 && ::setresgid(nobody, nobody, nobody) == 0 &&
                ::setresuid(nobody, nobody, nobody) == 0,
            "another user");
}

// What is not listed fails with EPERM: a list of the allowed stays right when the kernel learns new calls.
void keep_only_needed_calls() {
    std::unique_ptr<void, decltype(&seccomp_release)> const filter{seccomp_init(SCMP_ACT_ERRNO(EPERM)), &seccomp_release};
    require(filter != nullptr, "seccomp_init");
    auto allow = [&](int call) { require(seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) == 0, "seccomp_rule_add"); };
    auto allow_if = [&](int call, scmp_arg_cmp condition) {
        require(seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 1, condition) == 0, "seccomp_rule_add");
    };
    // The socket, memory, threads, time: nothing that opens or starts something.
    for (int call : {SCMP_SYS(read),
                     SCMP_SYS(write),
                     SCMP_SYS(close),
                     SCMP_SYS(fstat),
                     SCMP_SYS(munmap),
                     SCMP_SYS(mremap),
                     SCMP_SYS(madvise),
                     SCMP_SYS(brk),
                     SCMP_SYS(futex),
                     SCMP_SYS(set_robust_list),
                     SCMP_SYS(rseq),
                     SCMP_SYS(sched_yield),
                     SCMP_SYS(sched_getaffinity),
                     SCMP_SYS(rt_sigaction),
                     SCMP_SYS(rt_sigprocmask),
                     SCMP_SYS(rt_sigreturn),
                     SCMP_SYS(sigaltstack),
                     SCMP_SYS(gettid),
                     SCMP_SYS(getpid),
                     SCMP_SYS(tgkill),
                     SCMP_SYS(getrandom),
                     SCMP_SYS(clock_gettime),
                     SCMP_SYS(gettimeofday),
                     SCMP_SYS(clock_nanosleep),
                     SCMP_SYS(nanosleep),
                     SCMP_SYS(restart_syscall),
                     SCMP_SYS(exit),
                     SCMP_SYS(exit_group)})
        allow(call);
    allow_if(SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    allow_if(SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    allow_if(SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    // Its flags are behind a pointer, which a filter cannot read; without it the C library uses clone.
    require(seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0, "seccomp_rule_add");
    require(seccomp_load(filter.get()) == 0, "seccomp_load");
}

}  // namespace

void enter_sandbox() {
    constexpr rlim_t memory = rlim_t{2} << 30;  // fifty million pixels of 16 bits, twice, and room
    constexpr rlim_t cpu_seconds = 25;
    if (::geteuid() == 0) become_nobody();
    bound(RLIMIT_AS, memory);
    bound(RLIMIT_CPU, cpu_seconds);
    bound(RLIMIT_FSIZE, 0);
    bound(RLIMIT_NOFILE, 0);
    bound(RLIMIT_CORE, 0);
    require(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0, "dumpable");
    require(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no_new_privs");
    keep_only_needed_calls();
}

}  // namespace ombud::picture_helper
