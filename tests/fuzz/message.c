/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a payload of any action: two bytes choose version, direction and action. */
#include "base/assert.h"
#include "ocpp/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char memory[4 << 20], text[4096];
    struct arena arena = arena_over(memory, sizeof memory);
    struct ocpp_message m;
    if (size < 2)
        return 0;
    enum ocpp_version version = (enum ocpp_version)(OCPP_16 + data[0] % 3);
    enum ocpp_action action = (enum ocpp_action)(ACTION_NONE + 1 + data[1] % (ACTION_COUNT - 1));
    bool response = (data[0] & 4) != 0;
    enum ocpp_direction direction = ocpp_action_direction(version, action);
    if (direction == OCPP_NO || (response && direction == OCPP_SEND))
        return 0;
    struct str payload = str_make((const char *)data + 2, size - 2);
    ocpp_decode(&m, version, action, response, payload, (data[0] & 8) != 0, &arena);
    ASSERT(m.n_findings <= OCPP_FINDINGS_MAX);
    for (unsigned i = 0; i < m.n_findings; i++) {
        struct buf out = buf_over(text, sizeof text);
        ocpp_finding_path(&m, &m.findings[i], &out);
    }
    return 0;
}
