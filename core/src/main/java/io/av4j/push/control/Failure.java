package io.av4j.push.control;

import io.av4j.push.status.Fault;

/**
 * What made a part of a push fail.
 *
 * @param fault for events and snapshots, without secrets
 * @param thrown for whoever waits for the push's end
 */
public record Failure(Fault fault, Throwable thrown) {}
