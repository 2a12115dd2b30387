package io.av4j.clock;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a {@link SyncClock} saw and did.
 *
 * @param master the clock that is followed now; never {@link Master#AUTO}
 * @param epoch how often time was anchored anew
 * @param shown pictures handed on, without repetitions
 * @param late pictures that came later than the threshold, dropped or not
 * @param dropped pictures left out
 * @param duplicated repetitions of pictures
 * @param gaps holes longer than a second before a picture
 * @param fallBacks how often the master fell silent and the wall clock took over
 * @param catchUps how often a pause was made up for by going faster
 * @param silenceSamples samples of silence inserted, of each channel
 * @param trimmedSamples samples cut off, of each channel
 * @param compensatedSamples samples added or taken away inaudibly, of each channel
 * @param driftPpm how much faster than the machine's clock the sound runs, in millionths; empty
 *     until two seconds of it were heard
 * @param reanchors how often time was anchored anew, by cause; causes that did not occur are absent
 * @param skew how far picture and sound were apart when a picture was handed on; without sound, how
 *     far the picture was from the clock
 */
public record SyncStatistics(
    Master master,
    int epoch,
    long shown,
    long late,
    long dropped,
    long duplicated,
    long gaps,
    long fallBacks,
    long catchUps,
    long silenceSamples,
    long trimmedSamples,
    long compensatedSamples,
    OptionalDouble driftPpm,
    Map<ReanchorCause, Long> reanchors,
    SkewStatistics skew) {}
