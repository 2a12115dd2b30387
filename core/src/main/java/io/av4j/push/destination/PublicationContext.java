package io.av4j.push.destination;

import io.av4j.clock.NanoClock;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushTiming;

/**
 * What all publications of a publisher share.
 *
 * @param destination where to
 * @param timing the deadlines
 * @param connector makes the connections
 * @param gop knows what is sent now
 * @param queue what waits
 * @param orders what others want
 * @param status what is known
 * @param announcer tells what happens
 * @param origin which time is zero
 * @param clock the time
 */
record PublicationContext(
    Destination destination,
    PushTiming timing,
    Connector connector,
    GopCache gop,
    SendQueue queue,
    PublisherOrders orders,
    DestinationStatus status,
    Announcer announcer,
    TimeOrigin origin,
    NanoClock clock) {}
