/** Speed and memory, measured beside a peer in the same run on the same broker. */
@NullMarked
package io.carillon.benchmarks;

import org.jspecify.annotations.NullMarked;
