//! A fixed set of threads that share the parts of a job.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

type Work = Box<dyn FnOnce() + Send>;

/// Threads that live as long as the pool.
pub struct Pool {
    queue: Option<Sender<Work>>,
    workers: Vec<JoinHandle<()>>,
}

impl Pool {
    /// A pool of `threads`, at least one.
    #[must_use]
    pub fn new(threads: usize) -> Pool {
        let (queue, work) = channel::<Work>();
        let work = Arc::new(Mutex::new(work));
        let workers = (0..threads.max(1)).map(|_| worker(Arc::clone(&work))).collect();
        Pool { queue: Some(queue), workers }
    }

    /// Number of threads.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.workers.len()
    }

    /// `part(0..parts)` in their order, computed by as many threads as are free. Blocks until all are done.
    ///
    /// # Panics
    /// When a part does.
    pub fn map<T: Send + 'static>(&self, parts: usize, part: impl Fn(usize) -> T + Send + Sync + 'static) -> Vec<T> {
        let (done, results) = channel();
        let next = Arc::new(AtomicUsize::new(0));
        let part = Arc::new(part);
        for _ in 0..self.threads().min(parts) {
            let (done, next, part) = (done.clone(), Arc::clone(&next), Arc::clone(&part));
            self.submit(Box::new(move || {
                loop {
                    let k = next.fetch_add(1, Ordering::Relaxed);
                    if k >= parts || done.send((k, part(k))).is_err() {
                        break;
                    }
                }
            }));
        }
        drop(done);
        let mut results: Vec<(usize, T)> = results.into_iter().collect();
        assert!(results.len() == parts, "a part of the job panicked");
        results.sort_by_key(|(k, _)| *k);
        results.into_iter().map(|(_, result)| result).collect()
    }

    fn submit(&self, work: Work) {
        let queue = self.queue.as_ref().expect("the queue lives as long as the pool");
        queue.send(work).expect("the workers live as long as the queue");
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.queue = None;
        for worker in self.workers.drain(..) {
            // A worker catches every panic of its work, so it can only have ended well.
            let _ = worker.join();
        }
    }
}

fn worker(work: Arc<Mutex<Receiver<Work>>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        loop {
            let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(job) = next else { break };
            // The job's own channel tells its owner; the worker stays for the next.
            let _ = catch_unwind(AssertUnwindSafe(job));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn map_keeps_the_order_of_parts_on_any_number_of_threads() {
        for threads in [1, 2, 7] {
            assert_eq!(Pool::new(threads).map(100, |k| k * k), (0..100).map(|k| k * k).collect::<Vec<_>>());
        }
    }

    #[test]
    fn map_of_nothing_is_empty() {
        assert!(Pool::new(2).map(0, |k| k).is_empty());
    }

    #[test]
    fn a_panic_reaches_the_owner_and_the_pool_lives_on() {
        let pool = Pool::new(2);
        let caught = catch_unwind(AssertUnwindSafe(|| pool.map(8, |k| assert!(k != 3, "part three"))));
        assert!(caught.is_err());
        assert_eq!(pool.map(3, |k| k), [0, 1, 2]);
    }
}
