/** The command line: {@code ./carillon}. Each verb is a package. */
@NullMarked
package io.carillon.cli;

import org.jspecify.annotations.NullMarked;
