//! Work on Node's thread pool.

use napi::bindgen_prelude::{AsyncTask, ToNapiValue, TypeName};
use napi::{Env, Error, Task};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// One closure to be run off the event loop.
pub struct Background<T> {
    work: Option<Box<dyn FnOnce() -> Result<T, String> + Send>>,
}

/// Runs `work` off the event loop; an `Err` becomes the rejection's message. A panic rejects the promise instead of
/// ending Node.
pub fn background<T: Send + ToNapiValue + TypeName + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> AsyncTask<Background<T>> {
    AsyncTask::new(Background {
        work: Some(Box::new(work)),
    })
}

impl<T: Send + ToNapiValue + TypeName + 'static> Task for Background<T> {
    type Output = T;
    type JsValue = T;

    fn compute(&mut self) -> napi::Result<T> {
        let work = self.work.take().expect("a task computes once");
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(result) => result.map_err(Error::from_reason),
            Err(_) => Err(Error::from_reason("the generator panicked")),
        }
    }

    fn resolve(&mut self, _: Env, output: T) -> napi::Result<T> {
        Ok(output)
    }
}
