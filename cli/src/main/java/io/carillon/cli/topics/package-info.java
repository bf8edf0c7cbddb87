/** Makes and checks the topics of a cluster. */
@NullMarked
package io.carillon.cli.topics;

import org.jspecify.annotations.NullMarked;
