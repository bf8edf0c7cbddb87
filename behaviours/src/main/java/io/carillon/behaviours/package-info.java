/** The numbered rules Carillon is built to, and the record of which tests show each of them. */
@NullMarked
package io.carillon.behaviours;

import org.jspecify.annotations.NullMarked;
