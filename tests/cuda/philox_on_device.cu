// The generator's known answers on a device: exit status 0 where each word comes out, 1 where one does not.
#include <cstdint>
#include <cstdio>
#include <iterator>

#include "core/philox_known_answers.hpp"
#include "ibtr/core/lane.hpp"
#include "ibtr/core/philox.hpp"

using ibtr::test::PhiloxKnownAnswer;

__global__ void answer(PhiloxKnownAnswer* answers) {
    using namespace ibtr::core;
    PhiloxKnownAnswer& mine = answers[threadIdx.x];
    Block<Lane> counter;
    for (int w = 0; w < 4; ++w) counter.word[w] = mine.counter[w];
    const Block<Lane> random = philox<Lane>(counter, mine.key[0], mine.key[1]);
    for (int w = 0; w < 4; ++w) mine.random[w] = random.word[w];
}

int main() {
    constexpr auto& wanted = ibtr::test::philox_known_answers;
    PhiloxKnownAnswer got[std::size(wanted)];
    for (std::size_t k = 0; k < std::size(wanted); ++k) {
        got[k] = wanted[k];
        for (std::uint32_t& word : got[k].random) word = 0;
    }
    PhiloxKnownAnswer* answers = nullptr;
    if (cudaMalloc(&answers, sizeof got) != cudaSuccess ||
        cudaMemcpy(answers, got, sizeof got, cudaMemcpyHostToDevice) != cudaSuccess)
        return 1;
    answer<<<1, std::size(wanted)>>>(answers);
    if (cudaMemcpy(got, answers, sizeof got, cudaMemcpyDeviceToHost) != cudaSuccess) return 1;
    int wrong = 0;
    for (std::size_t k = 0; k < std::size(wanted); ++k)
        for (int w = 0; w < 4; ++w) wrong += got[k].random[w] != wanted[k].random[w] ? 1 : 0;
    std::printf("%zu known answers, %d words wrong\n", std::size(wanted), wrong);
    return wrong == 0 ? 0 : 1;
}
