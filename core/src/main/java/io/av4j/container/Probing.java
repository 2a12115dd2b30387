package io.av4j.container;

/** How it is found out what the streams of an input are like, while it is opened. */
public enum Probing {
  /**
   * By the container, and by decoding the first frames of each stream, as the ffprobe program does.
   */
  DECODERS,
  /**
   * By the container alone where it says what a muxer has to know, as MP4 and FLV do. What only a
   * decoder tells, such as the pixel format, then stays unknown. For inputs whose packets are
   * copied and not decoded: no decoder is opened, which would take a megabyte and more. Where the
   * container says too little, the input is probed as by {@link #DECODERS}.
   */
  CONTAINER
}
