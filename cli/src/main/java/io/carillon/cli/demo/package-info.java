/** Runs all of Carillon on this machine: {@code demo} and {@code up}. */
@NullMarked
package io.carillon.cli.demo;

import org.jspecify.annotations.NullMarked;
