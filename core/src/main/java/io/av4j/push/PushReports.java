package io.av4j.push;

import io.av4j.push.control.Command;
import io.av4j.push.control.Failure;
import io.av4j.push.control.PushControl;
import io.av4j.push.destination.FaultClassifier;
import io.av4j.push.destination.PublisherListener;
import io.av4j.push.programme.MixerListener;
import io.av4j.push.rendition.EncodeListener;
import io.av4j.push.rendition.Replacement;
import io.av4j.push.source.SourceListener;
import io.av4j.push.source.SourceStreams;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.Fault;
import io.av4j.time.Rational;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the parts of a push tell, as commands to its control. Any thread; never waits. */
final class PushReports
    implements SourceListener, MixerListener, EncodeListener, PublisherListener {
  private final Consumer<Command> control;

  PushReports(Consumer<Command> control) {
    this.control = control;
  }

  private static Failure ofEncoder(Throwable cause) {
    return new Failure(FaultClassifier.ofEncoder(cause), cause);
  }

  // The source.

  @Override
  public void opened(long token, String shown, Rational frameRate, SourceStreams streams) {
    control.accept(new Command.SourceOpened(token, shown, frameRate));
  }

  @Override
  public void ended(long token, @Nullable Throwable failure) {
    control.accept(
        new Command.SourceEnded(token, failure == null ? null : PushControl.failure(failure)));
  }

  // The programme.

  @Override
  public void fillerBegan() {
    control.accept(new Command.FillerBegan());
  }

  @Override
  public void fillerEnded() {
    control.accept(new Command.FillerEnded());
  }

  @Override
  public void frameRefused(Throwable cause) {
    control.accept(new Command.FrameRefused(FaultClassifier.ofEncoder(cause)));
  }

  @Override
  public void filterFailed(Throwable cause) {
    control.accept(new Command.FilterFailed(null, FaultClassifier.ofEncoder(cause)));
  }

  @Override
  public void drained() {
    control.accept(new Command.Drained());
  }

  @Override
  public void failed(Throwable cause) {
    control.accept(new Command.Broke(PushControl.failure(cause)));
  }

  // The renditions.

  @Override
  public void opened(
      String rendition,
      long token,
      String encoder,
      boolean canChangeBitRate,
      List<Replacement> replacements) {
    control.accept(
        new Command.EncoderOpened(
            rendition,
            token,
            encoder,
            canChangeBitRate,
            replacements.stream()
                .map(one -> new Command.Replacement(one.from(), one.to(), one.fault()))
                .toList()));
  }

  @Override
  public void failed(String rendition, long token, Stage stage, Throwable cause) {
    control.accept(new Command.EncoderFailed(rendition, token, ofEncoder(cause)));
  }

  @Override
  public void drained(String rendition, long token) {
    // The mixer tells when all are.
  }

  @Override
  public void bitRateChanged(String rendition, long from, long to) {
    control.accept(new Command.BitRateChanged(rendition, from, to));
  }

  @Override
  public void filterFailed(String rendition, Throwable cause) {
    control.accept(new Command.FilterFailed(rendition, FaultClassifier.ofEncoder(cause)));
  }

  void audioEncoderFailed(Throwable cause) {
    control.accept(new Command.AudioEncoderFailed(ofEncoder(cause)));
  }

  // The destinations.

  @Override
  public void tried(String destination) {
    control.accept(new Command.DestinationTried(destination));
  }

  @Override
  public void became(
      String destination,
      DestinationState from,
      DestinationState to,
      int attempt,
      @Nullable Fault fault) {
    control.accept(new Command.DestinationBecame(destination, from, to, attempt, fault));
  }

  @Override
  public void attemptFailed(String destination, int attempt, Fault fault, Duration retryIn) {
    control.accept(new Command.AttemptFailed(destination, attempt, fault, retryIn));
  }

  @Override
  public void recovered(String destination, Duration outage) {
    control.accept(new Command.Recovered(destination, outage));
  }

  @Override
  public void congestionEnded(String destination, Duration lasted, long droppedFrames) {
    control.accept(new Command.CongestionEnded(destination, lasted, droppedFrames));
  }

  @Override
  public void ended(String destination) {
    control.accept(new Command.PublisherEnded(destination));
  }
}
