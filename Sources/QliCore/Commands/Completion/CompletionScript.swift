/// The scripts that `qli completions` prints.
///
/// They are thin: each hands the words up to the cursor to the very qli that was typed, without its
/// quotes but with nothing expanded or run, and shows what comes back; see `CompletionReply`. What is
/// special in a shell is explained in its script.
enum CompletionScript {}
