/** The whole system as real processes, with parts of it killed or away. */
@NullMarked
package io.carillon.cli.outages;

import org.jspecify.annotations.NullMarked;
