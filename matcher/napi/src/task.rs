//! Work on Node's thread pool, with errors as `CODE: reason` (a task cannot carry a code of its own).

use hotspot_matcher::error::MatchError;
use napi::bindgen_prelude::{AsyncTask, ToNapiValue, TypeName};
use napi::{Env, Error, Task};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// One closure to be run off the event loop.
pub struct Background<T> {
    work: Option<Box<dyn FnOnce() -> Result<T, MatchError> + Send>>,
}

/// Runs `work` off the event loop. A panic rejects the promise instead of ending Node.
pub fn background<T: Send + ToNapiValue + TypeName + 'static>(
    work: impl FnOnce() -> Result<T, MatchError> + Send + 'static,
) -> AsyncTask<Background<T>> {
    AsyncTask::new(Background { work: Some(Box::new(work)) })
}

impl<T: Send + ToNapiValue + TypeName + 'static> Task for Background<T> {
    type Output = T;
    type JsValue = T;

    fn compute(&mut self) -> napi::Result<T> {
        let work = self.work.take().expect("a task computes once");
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(result) => result.map_err(|fault| js_error(&fault)),
            Err(_) => Err(Error::from_reason("BUG: the matcher panicked")),
        }
    }

    fn resolve(&mut self, _: Env, output: T) -> napi::Result<T> {
        Ok(output)
    }
}

/// `CODE: reason`; the facade maps it back.
pub fn js_error(fault: &MatchError) -> Error {
    Error::from_reason(format!("{}: {fault}", fault.code()))
}
