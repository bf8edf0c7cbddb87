/**
 * Runs a worker as a process: settings, connections, the engine, health and metrics. {@link
 * io.carillon.delivery.app.WorkerApp} is the way in.
 */
@NullMarked
package io.carillon.delivery.app;

import org.jspecify.annotations.NullMarked;
