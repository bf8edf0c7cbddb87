@NullMarked
package io.carillon.benchmarks;

import org.jspecify.annotations.NullMarked;
