/** Measures Carillon beside its peers. */
@NullMarked
package io.carillon.cli.bench;

import org.jspecify.annotations.NullMarked;
