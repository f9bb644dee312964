// Tests of Noise.
