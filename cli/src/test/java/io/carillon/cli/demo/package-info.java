@NullMarked
package io.carillon.cli.demo;

import org.jspecify.annotations.NullMarked;
