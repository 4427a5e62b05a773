/// Benchmarks: each a figure of the real server beside a limit measured in the same run. See
/// `docs/performance.md`; `./coffer bench [name]` runs them.
@NullMarked
package coffer.bench;

import org.jspecify.annotations.NullMarked;
