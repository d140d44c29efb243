#include "picture_helper/sandbox.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <grp.h>
#include <linux/sched.h>
#include <memory>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace ombud::picture_helper {

namespace {

using files::HelperStart;

bool bound(decltype(RLIMIT_AS) what, rlim_t soft, rlim_t hard) {
    rlimit const limit{soft, hard};
    return ::setrlimit(what, &limit) == 0;
}

// When memory runs out this process is to go, not the database. Allowed to everybody; where it is not, nothing is lost.
void be_the_first_to_go() {
    int const file = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    [[maybe_unused]] auto const written = ::write(file, "1000", 4);
    ::close(file);
}

bool become_nobody() {
    constexpr uid_t nobody = 65534;
    return ::chdir("/") == 0 && ::setgroups(0, nullptr) == 0 && ::setresgid(nobody, nobody, nobody) == 0 &&
           ::setresuid(nobody, nobody, nobody) == 0;
}

bool set_limits() {
    constexpr rlim_t memory = rlim_t{2} << 30;  // fifty million pixels of 16 bits, twice, and room
    constexpr rlim_t cpu_seconds = 25;          // SIGXCPU tells the server why; at the hard limit nothing can be caught
    return bound(RLIMIT_AS, memory, memory) && bound(RLIMIT_CPU, cpu_seconds, cpu_seconds + 2) && bound(RLIMIT_FSIZE, 0, 0) &&
           bound(RLIMIT_NOFILE, 0, 0) && bound(RLIMIT_CORE, 0, 0) && ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

// What is not listed fails with EPERM: a list of the allowed stays right when the kernel learns new calls.
bool keep_only_needed_calls() {
    std::unique_ptr<void, decltype(&seccomp_release)> const filter{seccomp_init(SCMP_ACT_ERRNO(EPERM)), &seccomp_release};
    bool fine = filter != nullptr;
    auto allow = [&](int call) { fine = fine && seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) == 0; };
    auto allow_if = [&](int call, scmp_arg_cmp condition) {
        fine = fine && seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 1, condition) == 0;
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
                     SCMP_SYS(getrandom),
                     SCMP_SYS(clock_gettime),
                     SCMP_SYS(gettimeofday),
                     SCMP_SYS(clock_nanosleep),
                     SCMP_SYS(nanosleep),
                     SCMP_SYS(restart_syscall),
                     SCMP_SYS(exit),
                     SCMP_SYS(exit_group)})
        allow(call);
    allow_if(SCMP_SYS(mmap), {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0});
    allow_if(SCMP_SYS(mprotect), {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0});
    allow_if(SCMP_SYS(clone), {0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD});
    allow_if(SCMP_SYS(tgkill), {0, SCMP_CMP_EQ, scmp_datum_t(::getpid()), 0});  // abort()
    // Its flags are behind a pointer, which a filter cannot read; without it the C library uses clone.
    return fine && seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0 &&
           seccomp_load(filter.get()) == 0;
}

}  // namespace

HelperStart enter_sandbox() {
    be_the_first_to_go();
    if (::geteuid() == 0 && !become_nobody()) return HelperStart::no_other_user;
    if (!set_limits()) return HelperStart::no_limits;
    return keep_only_needed_calls() ? HelperStart::ready : HelperStart::no_call_filter;
}

}  // namespace ombud::picture_helper
