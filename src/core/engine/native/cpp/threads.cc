// Linked into the addon: threads that stay, since starting one takes as long as many a kernel.

#include "threads.h"

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>

namespace contraseg {
namespace {

/** Looks at what is waited for before a thread goes to sleep: waking it takes tens of microseconds. */
constexpr int kLooks = 1 << 12;

inline void Pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

template <typename Condition>
bool Soon(Condition condition) {
  for (int i = 0; i < kLooks; i++) {
    if (condition()) return true;
    Pause();
  }
  return condition();
}

/** Blocks to be done. Shared by all threads that have heard of it, the last of which may come when nothing is left. */
class Job {
 public:
  Job(int64_t blocks, const std::function<void(int64_t)>& body) : blocks_(blocks), body_(body) {}

  /** Whether blocks are left that no thread has taken. Only while there are does the body live for certain. */
  bool open() const { return taken_.load(std::memory_order_relaxed) < blocks_; }

  void Work() {
    int64_t done = 0;
    for (int64_t block; open() && (block = taken_.fetch_add(1)) < blocks_; done++) body_(block);
    if (done == 0 || done_.fetch_add(done) + done < blocks_) return;
    const std::lock_guard<std::mutex> lock(mutex_); // so that it comes before the look or after the wait
    all_done_.notify_one();
  }

  /** Until every block is done, whatever the threads do that did them. */
  void Wait() {
    const auto finished = [this] { return done_.load() == blocks_; };
    if (Soon(finished)) return;
    std::unique_lock<std::mutex> lock(mutex_);
    all_done_.wait(lock, finished);
  }

 private:
  const int64_t blocks_;
  const std::function<void(int64_t)>& body_;
  std::atomic<int64_t> taken_{0}, done_{0};
  std::mutex mutex_;
  std::condition_variable all_done_;
};

/** One job at a time gets helpers, the latest; the others are done by those who brought them. */
class Pool {
 public:
  /** Never destroyed: its threads sleep in it until the process ends. */
  static Pool& Get() {
    static Pool* const pool = new Pool;
    return *pool;
  }

  int64_t threads() const { return threads_; }

  void Run(int64_t blocks, const std::function<void(int64_t)>& body) {
    const auto job = std::make_shared<Job>(blocks, body);
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      job_ = job;
      jobs_.fetch_add(1);
    }
    if (blocks > threads_) wake_.notify_all();
    else for (int64_t i = 1; i < blocks; i++) wake_.notify_one();
    job->Work();
    job->Wait();
  }

 private:
  Pool() {
    const char* setting = std::getenv("TF_NUM_INTRAOP_THREADS");
    int64_t wanted = setting == nullptr ? 0 : std::atoi(setting);
    if (wanted <= 0) wanted = std::max(1u, std::thread::hardware_concurrency());
    try {
      for (; threads_ < wanted; threads_++) std::thread([this] { Help(); }).detach();
    } catch (const std::system_error&) { // the system gives no more
    }
  }

  void Help() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return job_ != nullptr && job_->open(); });
      const std::shared_ptr<Job> job = job_;
      const int64_t seen = jobs_;
      lock.unlock();
      job->Work();
      Soon([&] { return jobs_.load(std::memory_order_relaxed) != seen; });
      lock.lock();
    }
  }

  int64_t threads_ = 1;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::shared_ptr<Job> job_;
  std::atomic<int64_t> jobs_{0};
};

}  // namespace

int64_t Threads() { return Pool::Get().threads(); }

void ForEachBlock(int64_t blocks, const std::function<void(int64_t)>& body) {
  if (blocks > 1 && Threads() > 1) return Pool::Get().Run(blocks, body);
  for (int64_t block = 0; block < blocks; block++) body(block);
}

}  // namespace contraseg
