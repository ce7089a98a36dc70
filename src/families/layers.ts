/** Operations of neural layers: convolutions, pools, one-hot codes. */
export {
  averagePool,
  conv1d,
  conv2d,
  type ConvolutionOptions,
  depthwiseConv2d,
  type GroupedConvolutionOptions,
  maxPool,
  oneHot,
  type OneHotOptions,
  type OneOrPair,
  type Padding,
  type PoolOptions,
  type SequenceConvolutionOptions,
} from "../ops/index.ts";
